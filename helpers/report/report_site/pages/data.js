{{ call }}({{ data|tojson }});
