#pragma once
#include <zlib.h>

// Both inits are macros. 16 + 15: a gzip wrapper, with the largest window.
static inline int sicstine_inflate_init(z_stream *stream) { return inflateInit2(stream, 16 + 15); }
static inline int sicstine_deflate_init(z_stream *stream) {
    return deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + 15, 9, Z_DEFAULT_STRATEGY);
}
