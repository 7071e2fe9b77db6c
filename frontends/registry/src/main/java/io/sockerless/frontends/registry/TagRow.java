package io.sockerless.frontends.registry;

/** @param digest of the manifest that it names */
record TagRow(String repository, String tag, String digest) {}
