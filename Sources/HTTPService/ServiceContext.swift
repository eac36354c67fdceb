package import Hummingbird
package import NIOCore

/// What a request carries along through a service.
package struct ServiceContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The thread that owns the request's connection.
    package let eventLoop: any EventLoop

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        eventLoop = source.channel.eventLoop
    }
}
