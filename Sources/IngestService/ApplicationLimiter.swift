import Domain
import HTTPService

/// So many a second for each application.
typealias ApplicationLimiter = RateLimiter<Identifier<Application>>
