#pragma once
#include <zlib.h>

/// inflateInit2 is a macro. 16 + 15: a gzip wrapper, with the largest window.
static inline int sicstine_inflate_init(z_stream *stream) { return inflateInit2(stream, 16 + 15); }
