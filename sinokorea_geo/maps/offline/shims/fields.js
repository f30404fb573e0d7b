{% macro script(this, kwargs) %}{{ this._parent.get_name() }}.BIND(
function (layer) {
  const box = L.DomUtil.create('div');
  {% if this.fields %}
  const shown = (value) => (
    value === null || value === undefined ? ''
      : {% if this.localize %}typeof value !== 'object' ? value.toLocaleString() : {% endif %}
        typeof value === 'object' ? JSON.stringify(value) : String(value)
  );
  const fields = {{ this.fields|list|tojson }}, aliases = {{ this.aliases|list|tojson }};
  const table = L.DomUtil.create('table', '', box);
  fields.forEach((field, i) => {
    const row = L.DomUtil.create('tr', '', table);
    {% if this.labels %}L.DomUtil.create('th', '', row).textContent = String(aliases[i]);{% endif %}
    L.DomUtil.create('td', '', row).textContent = shown(layer.feature.properties[field]);
  });
  {% endif %}
  return box;
}, {{ this.OPTIONS|tojavascript }});{% endmacro %}
