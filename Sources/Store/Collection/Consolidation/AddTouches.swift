import Domain
import Postgres

/// Writes down the arrivals among these events that have a source.
///
/// Campaign parameters first, then click ids, then the referrer as the venue's table and everyone's know it. The venue's own
/// pages (`$5`) and payment providers are no source.
struct AddTouches: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH arrived AS MATERIALIZED (
            SELECT batch, item, \(ConsolidatedBatches.device) AS device, occurred_at, referrer_host, source, medium,
                campaign, term, content, campaign_id, click_id, share_token,
                CASE
                    WHEN click_id IN ('gclid', 'gbraid', 'wbraid', 'dclid') THEN 'google'
                    WHEN click_id = 'msclkid' THEN 'bing'
                    WHEN click_id = 'fbclid' THEN 'facebook'
                    WHEN click_id = 'ttclid' THEN 'tiktok'
                    WHEN click_id = 'li_fat_id' THEN 'linkedin'
                    WHEN click_id = 'twclid' THEN 'x'
                    WHEN click_id = 'epik' THEN 'pinterest'
                    WHEN click_id = 'rdt_cid' THEN 'reddit'
                    WHEN click_id = 'ScCid' THEN 'snapchat'
                    WHEN click_id IN ('mc_cid', 'mc_eid') THEN 'mailchimp'
                END AS clicked_source
            FROM events
            WHERE batch = ANY ($1) AND received_at >= $2 AND received_at <= $3 AND action = 'page_view'
                AND COALESCE(referrer_host, source, medium, campaign, click_id, share_token) IS NOT NULL
        ), known AS MATERIALIZED (
            SELECT host, source, kind, 1 AS rank FROM referrer_hosts
            UNION ALL
            SELECT host, source, kind, 2 FROM sicstine.well_known_hosts()
        ), kinds AS MATERIALIZED (
            -- A campaign may name a source by its host.
            SELECT DISTINCT ON (source) source, kind
            FROM (SELECT source, kind, rank FROM known UNION ALL SELECT host, kind, rank FROM known) named
            WHERE kind <> 'payment' ORDER BY source, rank, kind
        ), referrers AS MATERIALIZED (
            SELECT DISTINCT referrer_host FROM arrived WHERE referrer_host IS NOT NULL
        ), domains AS MATERIALIZED (
            -- A host and all it is a part of: m.facebook.com, facebook.com, com.
            SELECT r.referrer_host, array_to_string(labels[place:], '.') AS domain
            FROM referrers r, string_to_array(r.referrer_host, '.') labels, generate_subscripts(labels, 1) place
        ), referring AS MATERIALIZED (
            SELECT DISTINCT ON (d.referrer_host) d.referrer_host, COALESCE(k.source, d.referrer_host) AS source, k.kind
            FROM domains d LEFT JOIN known k ON k.host = d.domain
            WHERE d.referrer_host <> ALL ($5)
            ORDER BY d.referrer_host, k.rank, length(k.host) DESC
        ), judged AS MATERIALIZED (
            SELECT a.*, COALESCE(a.source, a.clicked_source, r.source, CASE WHEN a.share_token IS NOT NULL THEN 'share' END)
                    AS final_source,
                CASE WHEN COALESCE(a.source, a.clicked_source) IS NULL THEN r.kind ELSE k.kind END AS final_kind
            FROM arrived a
                LEFT JOIN referring r ON r.referrer_host = a.referrer_host AND r.kind IS DISTINCT FROM 'payment'
                LEFT JOIN kinds k ON k.source = COALESCE(a.source, a.clicked_source)
        )
        INSERT INTO touches (
            batch, item, device, occurred_at, channel_group, source, medium, campaign, term, content, campaign_id, click_id,
            referrer_host, share_token)
        SELECT batch, item, device, occurred_at, sicstine.channel_group(final_kind, final_source, medium, campaign, click_id),
            final_source, medium, campaign, term, content, campaign_id, click_id, referrer_host, share_token
        FROM judged
        WHERE COALESCE(final_source, medium, campaign) IS NOT NULL
        """
    let batches: ConsolidatedBatches

    var parameters: [Value] { batches.parameters + [.texts(batches.ownHosts)] }
}
