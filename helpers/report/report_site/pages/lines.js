const texts = {{ texts|tojson }};
