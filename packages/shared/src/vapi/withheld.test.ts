import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withheld, withholdIn } from "./withheld.ts";

describe("a text for Vapi", () => {
  it.each([
    ["{{ transport.callToken }}", "{{ withheld.callToken }}"],
    ["{{transport.accountSid | upcase}}", "{{withheld.accountSid | upcase}}"],
    ["{{-transport-}}", "{{-withheld-}}"],
    ["{{ transport-x }}", "{{ withheld }}"],
    ["{{ phoneNumber['twilioAuthToken'] }}", "{{ withheld['twilioAuthToken'] }}"],
    ["{{ phoneNumber . number . x }}", "{{ withheld . number . x }}"],
    ["{{ phoneNumber.number[0] }}", "{{ withheld.number[0] }}"],
    ["{{ call.monitor.controlUrl }}", "{{ withheld.monitor.controlUrl }}"],
    ["{{ liste[call.id] }}", "{{ liste[withheld.id] }}"],
    ["{{ squad | json }}", "{{ withheld | json }}"],
    ["{{ x | default: call.id, server }}", "{{ x | default: withheld.id, withheld }}"],
    ["{% assign t = transport %}{{ t.callToken }}", "{% assign t = withheld %}{{ t.callToken }}"],
    ["{% for it in call.monitor %}{{ it }}{% endfor %}", "{% for it in withheld.monitor %}{{ it }}{% endfor %}"],
    ["{% if a == b and call.id contains 'x' %}", "{% if a == b and withheld.id contains 'x' %}"],
    ['{{ "}" }}{{ call.id }}', '{ { "}" }}{{ withheld.id }}'],
  ])("names nothing of the call that is not the organization's: %s", (text, told) => {
    expect(withholdIn(text)).toBe(told);
  });

  // Each was a way round: what it is to other readers of Liquid, it is not sent as.
  it.each([
    '{{ "\\"" | append: transport.callToken | append: "\\"" }}',
    "{{ '\\'' | append: transport.callToken | append: '\\'' }}",
    '{{ "}}" | append: phoneNumber.twilioAuthToken }}',
    '{% raw %}{{ "{% endraw %}{{ call.monitor.controlUrl | append: "" }}',
    "{% for i in (1..phoneNumber.twilioAuthToken[5]) %}x{% endfor %}",
    "{% for i in (1..phoneNumber.twilioAuthToken.size) %}x{% endfor %}",
    "{%liquid\necho phoneNumber.twilioAuthToken\n%}",
    '{% comment %}{{ "{% endcomment %}{{ call.id }}',
    '{{ ["transport"].callToken }}',
    "{{['transport']}}",
    "{% assign k = 'trans' | append: 'port' %}{{ [k].callToken }}{{ x | default: [k] }}{% if[k] %}{% endif %}",
    "{% if['transport'].callToken %}{{ a contains['transport'] }}{{ a | default['transport'] }}",
    "{% render 'x', y: transport %}",
    "{{ a\u200b. }}{{ 5.transport }}{{ a..transport }}",
    "{{{{ transport.callToken }}",
  ])("has no tag left that is not understood: %s", (text) => {
    const told = withholdIn(text);
    for (const [tag] of told.matchAll(/\{\{(?!\s*x\s*\})[^]*?\}\}|\{%[^]*?%\}/g)) {
      expect(tag).toMatch(/^\{[{%]-?\s*[\w. |:'="]*-?[}%]\}$/);
      expect(tag).not.toMatch(/(?<![\w.'])(transport|phoneNumber|call|assistant|squad)\b(?!')/);
    }
    expect(told).not.toBe(text);
    // Once more changes nothing more: an update reads what a creation wrote.
    expect(withholdIn(told)).toBe(told);
  });

  it.each([
    "Bonjour {{ customer.number }}, nous sommes le {{date}}.",
    '{{ "now" | date: "%b %d, %Y", "America/New_York" }}',
    '{{ "now" | date: "%A %d/%m/%Y, %H:%M", "Europe/Paris" }}',
    "{{ dossier | upcase }} {{ patient.call }} {{ recall }} {{ call_reason }} {{ liste[0].x }} {{ a['b c'] }} {{ noms[i] }}",
    "{{ phoneNumber.number }} {{ phoneNumber.name }} {{ transport.conversationType }} {{assistant.name}}",
    "{%- if prénom != blank -%}{{ prénom }}{% elsif age > 17 %}vous{% else %}toi{% endif %}",
    "{% for nom in noms %}{{ nom }}{% endfor %}{% case jour %}{% when 'lundi', 'mardi' %}x{% endcase %}",
    "Transfère l'appel (call) au serveur (server), puis dis : [fin].",
    "{ call } 100 % {x} 50 %}",
    "Transcript:\n\n{{transcript}}\n{{endedReason}}",
  ])("is left as it is otherwise: %s", (text) => {
    expect(withholdIn(text)).toBe(text);
  });

  it("holds whatever tags it is made of: no variable in a tag is one that is withheld", () => {
    const piece = fc.constantFrom(
      ...'{{ {% }} %} {{- -%} transport call.id phoneNumber.twilioAuthToken x . .. [ ] ( ) | : , = == " \' \\ \\" 1 -1 for in if assign raw endraw append'.split(
        " ",
      ),
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const told = withholdIn(pieces.join(""));
        expect(withholdIn(told)).toBe(told);
        for (const [tag] of told.matchAll(/\{\{[^{}]*\}\}|\{%[^{}]*%\}/g)) {
          const names = tag.replaceAll(/"[^"]*"|'[^']*'/g, '""');
          expect(names).not.toMatch(/(?<![\w.|\s-]|\.\s*)\s*\b(transport|phoneNumber)\b/);
        }
      }),
      { numRuns: 3000 },
    );
  });

  // Quadratic, each of these would outlast the test.
  it.each(["{{", "{%", "[", "{{ [", '{{ "', "{{ phoneNumber .", "{{ a | b: ", "{% if "])(
    "is looked through once, were it nothing but %s",
    (part) => {
      expect(withholdIn(part.repeat(300_000) + "}} %}").length).toBeGreaterThan(300_000);
    },
  );

  it("is one wherever it stands in a body, which is otherwise the same", () => {
    const body = { a: ["{{call.id}}", 1, null, { b: "{{ nom }}", c: undefined }], d: true };
    expect(withheld(body)).toEqual({ a: ["{{withheld.id}}", 1, null, { b: "{{ nom }}", c: undefined }], d: true });
  });
});
