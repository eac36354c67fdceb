#ifndef SICSTINE_CHIREDIS_SHIM_H
#define SICSTINE_CHIREDIS_SHIM_H

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <stdbool.h>

// hiredis believes the length a peer announces for an array and allocates it at once. These caps stand between the
// announcement and the allocation. The owner keeps the struct alive as long as the reader and resets elements_left
// before each reply.
typedef struct {
    redisReplyObjectFunctions functions;
    const redisReplyObjectFunctions *inherited;
    size_t elements_left;
    int depth_limit;
    bool exceeded;
} sicstine_reply_caps;

static inline void *sicstine_create_capped_array(const redisReadTask *task, int elements) {
    sicstine_reply_caps *caps = (sicstine_reply_caps *)task->privdata;
    int depth = 1;
    for (const redisReadTask *parent = task->parent; parent != NULL; parent = parent->parent) depth += 1;
    if (depth > caps->depth_limit || elements < 0 || (size_t)elements > caps->elements_left) {
        caps->exceeded = true;
        return NULL;
    }
    caps->elements_left -= (size_t)elements;
    return caps->inherited->createArray(task, elements);
}

static inline void sicstine_cap_replies(redisContext *context, sicstine_reply_caps *caps) {
    caps->inherited = context->reader->fn;
    caps->functions = *context->reader->fn;
    caps->functions.createArray = sicstine_create_capped_array;
    context->reader->fn = &caps->functions;
    context->reader->privdata = caps;
}

// hiredis connects in blocking mode with a timeout; afterwards the owner waits with poll and one deadline for all, which
// the per-read socket timeouts of hiredis cannot express.
static inline bool sicstine_stop_blocking(redisContext *context) {
    int flags = fcntl(context->fd, F_GETFL);
    if (flags < 0 || fcntl(context->fd, F_SETFL, flags | O_NONBLOCK) < 0) return false;
    context->flags &= ~REDIS_BLOCK;
    return true;
}

#endif
