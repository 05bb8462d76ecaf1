/** A call from a browser, for the API's description. */
export const EXAMPLE_WEB_CALL = {
  id: "0198c2a4-0000-7000-8000-000000000009",
  url: "https://vapi.daily.co/h1a2b3c4",
};
