/// What a system tells of all that is sold, each kind in an order in which nothing is named before it is told.
package struct ToldCatalogue: Sendable {
    package var salesChannels: [SalesChannelTelling] = []
    package var shows: [ShowTelling] = []
    package var performances: [PerformanceTelling] = []
    package var products: [ProductTelling] = []
    package var tariffs: [TariffTelling] = []
    package var quotas: [QuotaTelling] = []

    package init() {}
}
