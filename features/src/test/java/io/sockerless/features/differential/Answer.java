package io.sockerless.features.differential;

import io.sockerless.features.http.Reply;

/**
 * What one target answered to one call.
 *
 * @param early whether the head came before the call made meanwhile; true for calls without one
 * @param sent the request as it was sent, with the version prefix
 */
record Answer(Call call, String sent, Reply reply, boolean early) {}
