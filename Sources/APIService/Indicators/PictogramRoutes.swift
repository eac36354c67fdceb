import Domain
import HTTPService
import HTTPTypes
import Hummingbird
import NIOCore

/// `/v1/pictograms/{name}.svg`: the drawing of each level of each indicator, for whoever shows one; no key is asked for.
struct PictogramRoutes {
    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/pictograms/:name") { _, context in
            guard let name = context.parameters.get("name"), name.hasSuffix(".svg"),
                let drawing = Pictogram.drawings[String(name.dropLast(4))]
            else { throw Problem.notFound }
            let headers: HTTPFields = [
                .contentType: "image/svg+xml", .cacheControl: "public, max-age=86400", .accessControlAllowOrigin: "*",
                .crossOriginResourcePolicy: "cross-origin",
                // Opened by itself it is a document: one that does and loads nothing.
                .contentSecurityPolicy: "default-src 'none'",
            ]
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: drawing)))
        }
    }
}

/// The drawings, by the indicator's key and the level's number.
enum Pictogram {
    /// Where the drawing of a level is; of a contact about whom that indicator knows nothing, where there is one.
    static func path(of key: IndicatorKey, level: Int?) -> String? {
        let name = "\(key.rawValue)-\(level.map(String.init) ?? "unknown")"
        return drawings[name] == nil ? nil : "/v1/pictograms/\(name).svg"
    }

    static let drawings: [String: [UInt8]] = [
        "assiduity-0": PackageResources.assiduity_0_svg,
        "assiduity-1": PackageResources.assiduity_1_svg,
        "assiduity-2": PackageResources.assiduity_2_svg,
        "assiduity-3": PackageResources.assiduity_3_svg,
        "booking_lead-0": PackageResources.booking_lead_0_svg,
        "booking_lead-1": PackageResources.booking_lead_1_svg,
        "booking_lead-2": PackageResources.booking_lead_2_svg,
        "booking_lead-3": PackageResources.booking_lead_3_svg,
        "child_product-0": PackageResources.child_product_0_svg,
        "child_product-1": PackageResources.child_product_1_svg,
        "genre_affinity-0": PackageResources.genre_affinity_0_svg,
        "genre_affinity-1": PackageResources.genre_affinity_1_svg,
        "member-0": PackageResources.member_0_svg,
        "member-1": PackageResources.member_1_svg,
        "recency-0": PackageResources.recency_0_svg,
        "recency-1": PackageResources.recency_1_svg,
        "recency-2": PackageResources.recency_2_svg,
        "recency-3": PackageResources.recency_3_svg,
        "recency-4": PackageResources.recency_4_svg,
        "sales_channel-0": PackageResources.sales_channel_0_svg,
        "sales_channel-1": PackageResources.sales_channel_1_svg,
        "sales_channel-2": PackageResources.sales_channel_2_svg,
        "sales_channel-3": PackageResources.sales_channel_3_svg,
        "seniority-0": PackageResources.seniority_0_svg,
        "seniority-1": PackageResources.seniority_1_svg,
        "seniority-2": PackageResources.seniority_2_svg,
        "seniority-3": PackageResources.seniority_3_svg,
        "social_engagement-0": PackageResources.social_engagement_0_svg,
        "social_engagement-1": PackageResources.social_engagement_1_svg,
        "social_engagement-2": PackageResources.social_engagement_2_svg,
        "social_engagement-3": PackageResources.social_engagement_3_svg,
        "social_influence-0": PackageResources.social_influence_0_svg,
        "social_influence-1": PackageResources.social_influence_1_svg,
        "social_influence-2": PackageResources.social_influence_2_svg,
        "social_influence-3": PackageResources.social_influence_3_svg,
        "spend_tier_current-1": PackageResources.spend_tier_current_1_svg,
        "spend_tier_current-2": PackageResources.spend_tier_current_2_svg,
        "spend_tier_current-3": PackageResources.spend_tier_current_3_svg,
        "spend_tier_previous-1": PackageResources.spend_tier_previous_1_svg,
        "spend_tier_previous-2": PackageResources.spend_tier_previous_2_svg,
        "spend_tier_previous-3": PackageResources.spend_tier_previous_3_svg,
        "subscriber-0": PackageResources.subscriber_0_svg,
        "subscriber-1": PackageResources.subscriber_1_svg,
        "young-0": PackageResources.young_0_svg,
        "young-1": PackageResources.young_1_svg,
        "young-unknown": PackageResources.young_unknown_svg,
    ]
}
