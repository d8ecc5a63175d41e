{#- What notebooks and pages of prose say, part by part, for the page of any word. -#}
told_in([{% for path, label, cells in listed %}{% set at = namespace(name="") %}{% for cell in cells %}
{%- for level, name, words in cell.heads %}{% set at.name = name %}{% endfor %}
{%- set text = cell.html|striptags if cell.html else cell.outputs|join(" ")|striptags %}
{%- if text %}[{{ (path ~ ("#" ~ at.name if at.name else ""))|tojson }}, {{ label|tojson }}, {{ text|tojson }}],
{% endif %}{% endfor %}{% endfor %}]);
