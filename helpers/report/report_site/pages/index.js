list([{% for key, page in links.pages.items() if key[0] == "text" %}{"name": {{ page[6:-5]|tojson }}, "id": {{ key[1]|called|tojson }}, "page": {{ page|tojson }}, "sheets": {{ links.sheets.get(page, [0])|tojson }}},
{% endfor %}]);
