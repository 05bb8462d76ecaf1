import { prerender } from "react-dom/static.edge";

/**
 * Replaces react-dom/server under @astrojs/react (see astro.config.ts), which reads a whole island before it goes on.
 * The full module has a second renderer for `renderToString`, a tenth of the site's Worker, which nothing uses.
 */
const renderToReadableStream = async (...given: Parameters<typeof prerender>) => (await prerender(...given)).prelude;
export default { renderToReadableStream };
