take({{ data|tojson }});
