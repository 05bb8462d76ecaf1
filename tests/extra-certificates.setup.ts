/**
 * A developer's network may have given Node certificates of its own. Miniflare writes them into the configuration of each
 * stack, and workerd reads them: a quarter of what a start takes, for tests that ask nobody outside. What installs packages
 * for a test does so in vitest's own process, which keeps them.
 */
delete process.env.NODE_EXTRA_CA_CERTS;
