import { expect, it } from "vitest";
import { requestUrlFault } from "./request-url.ts";

const fault = (url: string) => requestUrlFault(url, { development: false, ownUrls: [] });

it.each(["https://agenda.example.com/{{jour}}", "https://agenda.example.com?jour={{ jour | url_encode }}"])(
  "%s has variables only where they are allowed",
  (url) => expect(fault(url)).toBeUndefined(),
);

it.each([
  "{{url}}",
  "https://{{host}}/",
  "https://{{host}}.example.com/",
  "https://agenda.example.com{{x}}/",
  "https://agenda.example.com:{{port}}/",
  "https://{{user}}@agenda.example.com/",
  "https://agenda.example.com#{{x}}",
  "{%if x%}https://10.0.0.1/",
])("%s is refused, because a caller would decide the host", (url) => expect(fault(url)).toMatch(/variables/));

it("may not lead to a private network", () => expect(fault("https://10.0.0.1/{{x}}")).toMatch(/public/));
