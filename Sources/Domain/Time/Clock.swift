/// Says what time it is.
///
/// Everything that depends on the time takes it from one, so that tests can move it.
package struct Clock: Sendable {
    package let now: @Sendable () -> Instant

    package init(now: @escaping @Sendable () -> Instant) {
        self.now = now
    }
}
