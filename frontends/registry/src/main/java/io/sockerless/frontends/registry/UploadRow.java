package io.sockerless.frontends.registry;

/** An upload that goes on, perhaps in the next process. */
record UploadRow(String repository, String id) {}
