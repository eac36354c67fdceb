-- Where visits come from: the hosts that are known by a name, and the default channel groups.

-- What the pages of a host are called as a source, and of what kind it is.
--
-- A row stands for its host and every subdomain; the longest that matches counts, so docs.google.com is no search
-- engine. Sources are in lower case, as campaigns name them, and have one kind each. What has no dot is no host, but
-- short for a source in campaigns. Applications of Android (com.…) are referrers too.
CREATE FUNCTION sicstine.well_known_hosts(OUT host text, OUT source text, OUT kind text)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    VALUES
        -- Search engines. Other pages of theirs have rows of their own below.
        ('ask.com', 'ask', 'search'),
        ('baidu.com', 'baidu', 'search'),
        ('bing.com', 'bing', 'search'),
        ('search.brave.com', 'brave search', 'search'),
        ('duckduckgo.com', 'duckduckgo', 'search'),
        ('ecosia.org', 'ecosia', 'search'),
        ('google.com', 'google', 'search'), ('google.ad', 'google', 'search'), ('google.at', 'google', 'search'),
        ('google.be', 'google', 'search'), ('google.ca', 'google', 'search'), ('google.ch', 'google', 'search'),
        ('google.ci', 'google', 'search'), ('google.cm', 'google', 'search'), ('google.co.il', 'google', 'search'),
        ('google.co.jp', 'google', 'search'), ('google.co.uk', 'google', 'search'),
        ('google.com.br', 'google', 'search'), ('google.com.lb', 'google', 'search'), ('google.de', 'google', 'search'),
        ('google.dz', 'google', 'search'), ('google.es', 'google', 'search'), ('google.fr', 'google', 'search'),
        ('google.ie', 'google', 'search'), ('google.it', 'google', 'search'), ('google.lu', 'google', 'search'),
        ('google.ma', 'google', 'search'), ('google.nl', 'google', 'search'), ('google.pt', 'google', 'search'),
        ('google.se', 'google', 'search'), ('google.sn', 'google', 'search'), ('google.tn', 'google', 'search'),
        ('syndicatedsearch.goog', 'google', 'search'), ('adwords', 'google', 'search'),
        ('com.google.android.googlequicksearchbox', 'google', 'search'),
        ('maps.google.com', 'google maps', 'search'),
        ('kagi.com', 'kagi', 'search'),
        ('karmasearch.org', 'karma', 'search'),
        ('lemoteur.orange.fr', 'lemoteur', 'search'),
        ('lilo.org', 'lilo', 'search'),
        ('mojeek.com', 'mojeek', 'search'),
        ('search.naver.com', 'naver', 'search'),
        ('qwant.com', 'qwant', 'search'),
        ('search.seznam.cz', 'seznam', 'search'),
        ('startpage.com', 'startpage', 'search'),
        ('swisscows.com', 'swisscows', 'search'),
        ('search.yahoo.com', 'yahoo', 'search'),
        ('ya.ru', 'yandex', 'search'), ('yandex.com', 'yandex', 'search'), ('yandex.ru', 'yandex', 'search'),
        ('youcare.world', 'youcare', 'search'),
        -- Social networks and messengers.
        ('bsky.app', 'bluesky', 'social'), ('bsky.social', 'bluesky', 'social'),
        ('discord.com', 'discord', 'social'), ('discord.gg', 'discord', 'social'),
        ('discordapp.com', 'discord', 'social'),
        ('facebook.com', 'facebook', 'social'), ('fb.com', 'facebook', 'social'), ('fb.me', 'facebook', 'social'),
        ('fb', 'facebook', 'social'), ('com.facebook.katana', 'facebook', 'social'),
        ('ig.me', 'instagram', 'social'), ('instagram.com', 'instagram', 'social'), ('ig', 'instagram', 'social'),
        ('insta', 'instagram', 'social'), ('com.instagram.android', 'instagram', 'social'),
        ('linkedin.com', 'linkedin', 'social'), ('lnkd.in', 'linkedin', 'social'),
        ('com.linkedin.android', 'linkedin', 'social'),
        ('linktr.ee', 'linktree', 'social'),
        ('framapiaf.org', 'mastodon', 'social'), ('mamot.fr', 'mastodon', 'social'), ('mas.to', 'mastodon', 'social'),
        ('mastodon.online', 'mastodon', 'social'), ('mastodon.social', 'mastodon', 'social'),
        ('mstdn.social', 'mastodon', 'social'), ('piaille.fr', 'mastodon', 'social'),
        ('meetup.com', 'meetup', 'social'),
        ('m.me', 'messenger', 'social'), ('messenger.com', 'messenger', 'social'),
        ('com.facebook.orca', 'messenger', 'social'),
        ('nextdoor.com', 'nextdoor', 'social'), ('nextdoor.fr', 'nextdoor', 'social'),
        ('pin.it', 'pinterest', 'social'), ('pinterest.co.uk', 'pinterest', 'social'),
        ('pinterest.com', 'pinterest', 'social'), ('pinterest.de', 'pinterest', 'social'),
        ('pinterest.fr', 'pinterest', 'social'), ('com.pinterest', 'pinterest', 'social'),
        ('redd.it', 'reddit', 'social'), ('reddit.com', 'reddit', 'social'),
        ('com.reddit.frontpage', 'reddit', 'social'),
        ('snapchat.com', 'snapchat', 'social'),
        ('t.me', 'telegram', 'social'), ('telegram.me', 'telegram', 'social'), ('telegram.org', 'telegram', 'social'),
        ('org.telegram.messenger', 'telegram', 'social'),
        ('threads.com', 'threads', 'social'), ('threads.net', 'threads', 'social'),
        ('tiktok.com', 'tiktok', 'social'),
        ('tumblr.com', 'tumblr', 'social'),
        ('vk.com', 'vk', 'social'), ('vk.ru', 'vk', 'social'),
        ('wa.me', 'whatsapp', 'social'), ('whatsapp.com', 'whatsapp', 'social'), ('com.whatsapp', 'whatsapp', 'social'),
        ('t.co', 'x', 'social'), ('twitter.com', 'x', 'social'), ('x.com', 'x', 'social'), ('twitter', 'x', 'social'),
        ('com.twitter.android', 'x', 'social'),
        -- Videos.
        ('arte.tv', 'arte', 'video'),
        ('dai.ly', 'dailymotion', 'video'), ('dailymotion.com', 'dailymotion', 'video'),
        ('france.tv', 'france.tv', 'video'),
        ('medici.tv', 'medici.tv', 'video'),
        ('mezzo.tv', 'mezzo', 'video'),
        ('operavision.eu', 'operavision', 'video'),
        ('twitch.tv', 'twitch', 'video'),
        ('vimeo.com', 'vimeo', 'video'),
        ('youtu.be', 'youtube', 'video'), ('youtube-nocookie.com', 'youtube', 'video'),
        ('youtube.com', 'youtube', 'video'), ('com.google.android.youtube', 'youtube', 'video'),
        -- Shops and comparisons of prices. Who resells tickets is none: see the referrals.
        ('aliexpress.com', 'aliexpress', 'shopping'),
        ('amazon.co.uk', 'amazon', 'shopping'), ('amazon.com', 'amazon', 'shopping'),
        ('amazon.com.be', 'amazon', 'shopping'), ('amazon.de', 'amazon', 'shopping'),
        ('amazon.es', 'amazon', 'shopping'), ('amazon.fr', 'amazon', 'shopping'), ('amazon.it', 'amazon', 'shopping'),
        ('amazon.nl', 'amazon', 'shopping'),
        ('cdiscount.com', 'cdiscount', 'shopping'),
        ('dealabs.com', 'dealabs', 'shopping'),
        ('ebay.co.uk', 'ebay', 'shopping'), ('ebay.com', 'ebay', 'shopping'), ('ebay.de', 'ebay', 'shopping'),
        ('ebay.fr', 'ebay', 'shopping'),
        ('etsy.com', 'etsy', 'shopping'),
        ('fnac.com', 'fnac.com', 'shopping'),
        ('shopping.google.com', 'google shopping', 'shopping'),
        ('idealo.fr', 'idealo', 'shopping'),
        ('leboncoin.fr', 'leboncoin', 'shopping'),
        ('rakuten.com', 'rakuten', 'shopping'), ('rakuten.fr', 'rakuten', 'shopping'),
        ('smartbox.com', 'smartbox', 'shopping'),
        ('veepee.fr', 'veepee', 'shopping'),
        ('vinted.com', 'vinted', 'shopping'), ('vinted.fr', 'vinted', 'shopping'),
        ('wonderbox.fr', 'wonderbox', 'shopping'),
        -- Assistants that answer with links.
        ('chat.openai.com', 'chatgpt', 'ai'), ('chatgpt.com', 'chatgpt', 'ai'), ('openai', 'chatgpt', 'ai'),
        ('claude.ai', 'claude', 'ai'),
        ('copilot.cloud.microsoft', 'copilot', 'ai'), ('copilot.com', 'copilot', 'ai'),
        ('copilot.microsoft.com', 'copilot', 'ai'), ('edgeservices.bing.com', 'copilot', 'ai'),
        ('deepseek.com', 'deepseek', 'ai'),
        ('duck.ai', 'duck.ai', 'ai'),
        ('bard.google.com', 'gemini', 'ai'), ('gemini.google.com', 'gemini', 'ai'),
        ('grok.com', 'grok', 'ai'), ('x.ai', 'grok', 'ai'),
        ('chat.mistral.ai', 'le chat', 'ai'),
        ('lumo.proton.me', 'lumo', 'ai'),
        ('meta.ai', 'meta ai', 'ai'),
        ('notebooklm.google.com', 'notebooklm', 'ai'),
        ('perplexity.ai', 'perplexity', 'ai'),
        ('poe.com', 'poe', 'ai'),
        ('you.com', 'you.com', 'ai'),
        -- Mail read in a browser or in an application, and newsletters shown as pages.
        ('webmail.bluewin.ch', 'bluewin mail', 'email'),
        ('messagerie.bbox.fr', 'bouygues telecom mail', 'email'), ('webmail.bbox.fr', 'bouygues telecom mail', 'email'),
        ('webmail.free.fr', 'free mail', 'email'), ('zimbra.free.fr', 'free mail', 'email'),
        ('webmail.gandi.net', 'gandi mail', 'email'),
        ('mail.google.com', 'gmail', 'email'), ('com.google.android.gm', 'gmail', 'email'),
        ('deref-gmx.fr', 'gmx', 'email'), ('deref-gmx.net', 'gmx', 'email'), ('gmx.com', 'gmx', 'email'),
        ('gmx.fr', 'gmx', 'email'), ('gmx.net', 'gmx', 'email'),
        ('icloud.com', 'icloud mail', 'email'),
        ('mail.infomaniak.com', 'infomaniak mail', 'email'),
        ('laposte.net', 'la poste mail', 'email'),
        ('campaign-archive.com', 'mailchimp', 'email'), ('mailchi.mp', 'mailchimp', 'email'),
        ('mail.orange.fr', 'orange mail', 'email'), ('mail01.orange.fr', 'orange mail', 'email'),
        ('mail02.orange.fr', 'orange mail', 'email'), ('messagerie.orange.fr', 'orange mail', 'email'),
        ('webmail.orange.fr', 'orange mail', 'email'),
        ('outlook.cloud.microsoft', 'outlook', 'email'), ('outlook.com', 'outlook', 'email'),
        ('outlook.live.com', 'outlook', 'email'), ('outlook.office.com', 'outlook', 'email'),
        ('outlook.office365.com', 'outlook', 'email'), ('safelinks.protection.outlook.com', 'outlook', 'email'),
        ('com.microsoft.office.outlook', 'outlook', 'email'),
        ('mail.ovh.net', 'ovh mail', 'email'),
        ('mail.proton.me', 'proton mail', 'email'), ('mail.protonmail.com', 'proton mail', 'email'),
        ('messagerie.sfr.fr', 'sfr mail', 'email'), ('webmail.sfr.fr', 'sfr mail', 'email'),
        ('app.tuta.com', 'tuta', 'email'), ('mail.tutanota.com', 'tuta', 'email'),
        ('deref-web.de', 'web.de mail', 'email'), ('navigator.web.de', 'web.de mail', 'email'),
        ('mail.yahoo.com', 'yahoo mail', 'email'),
        ('mail.yandex.com', 'yandex mail', 'email'), ('mail.yandex.ru', 'yandex mail', 'email'),
        -- Where a buyer is sent to pay and comes back from: never a source.
        ('adyen.com', 'adyen', 'payment'),
        ('almapay.com', 'alma', 'payment'), ('getalma.eu', 'alma', 'payment'),
        ('pay.amazon.com', 'amazon pay', 'payment'), ('pay.amazon.fr', 'amazon pay', 'payment'),
        ('payments.amazon.com', 'amazon pay', 'payment'), ('payments.amazon.fr', 'amazon pay', 'payment'),
        ('ancv.com', 'ancv', 'payment'),
        ('apple-pay-gateway.apple.com', 'apple pay', 'payment'),
        ('axepta.bnpparibas', 'axepta', 'payment'),
        ('braintreegateway.com', 'braintree', 'payment'),
        ('cawl-solutions.fr', 'cawl', 'payment'),
        ('checkout.com', 'checkout.com', 'payment'),
        ('paiement.cic-banques.fr', 'cic', 'payment'),
        ('cofidis.fr', 'cofidis', 'payment'),
        ('computop-paygate.com', 'computop', 'payment'), ('computop.com', 'computop', 'payment'),
        ('paiement.creditmutuel.fr', 'crédit mutuel', 'payment'),
        ('be2bill.com', 'dalenys', 'payment'), ('dalenys.com', 'dalenys', 'payment'),
        ('datatrans.com', 'datatrans', 'payment'),
        ('e-transactions.fr', 'e-transactions', 'payment'),
        ('edenred.fr', 'edenred', 'payment'), ('edenred.io', 'edenred', 'payment'),
        ('floabank.fr', 'floa', 'payment'), ('floapay.com', 'floa', 'payment'),
        ('pay.google.com', 'google pay', 'payment'), ('payments.google.com', 'google pay', 'payment'),
        ('hipay-tpp.com', 'hipay', 'payment'), ('hipay.com', 'hipay', 'payment'),
        ('ideal.nl', 'ideal', 'payment'),
        ('klarna.com', 'klarna', 'payment'), ('sofort.com', 'klarna', 'payment'),
        ('lydia-app.com', 'lydia', 'payment'), ('lydia.me', 'lydia', 'payment'),
        ('lyra.com', 'lyra', 'payment'), ('payzen.eu', 'lyra', 'payment'),
        ('mercanet.bnpparibas.net', 'mercanet', 'payment'),
        ('mollie.com', 'mollie', 'payment'),
        ('cmcicpaiement.fr', 'monetico', 'payment'), ('monetico-services.com', 'monetico', 'payment'),
        ('monetico.fr', 'monetico', 'payment'),
        ('monext.fr', 'monext', 'payment'), ('payline.com', 'monext', 'payment'),
        ('nexi.it', 'nexi', 'payment'), ('nexigroup.com', 'nexi', 'payment'),
        ('oney.fr', 'oney', 'payment'),
        ('paybox.com', 'paybox', 'payment'),
        ('payfip.gouv.fr', 'payfip', 'payment'), ('tipi.budget.gouv.fr', 'payfip', 'payment'),
        ('paylib.fr', 'paylib', 'payment'),
        ('paypal.com', 'paypal', 'payment'), ('paypal.me', 'paypal', 'payment'),
        ('payplug.com', 'payplug', 'payment'),
        ('paysafe.com', 'paysafe', 'payment'), ('paysafecard.com', 'paysafe', 'payment'),
        ('checkout.postfinance.ch', 'postfinance', 'payment'), ('e-payment.postfinance.ch', 'postfinance', 'payment'),
        ('checkout.revolut.com', 'revolut pay', 'payment'),
        ('saferpay.com', 'saferpay', 'payment'), ('six-payment-services.com', 'saferpay', 'payment'),
        ('scalapay.com', 'scalapay', 'payment'),
        ('scelliuspaiement.labanquepostale.fr', 'scellius', 'payment'),
        ('sogecommerce.societegenerale.eu', 'sogecommerce', 'payment'),
        ('sogenactif.com', 'sogenactif', 'payment'),
        ('stancer.com', 'stancer', 'payment'),
        ('stripe.com', 'stripe', 'payment'),
        ('sumup.com', 'sumup', 'payment'),
        ('systempay.fr', 'systempay', 'payment'),
        ('twint.ch', 'twint', 'payment'),
        ('up2pay.fr', 'up2pay', 'payment'),
        ('verifone.cloud', 'verifone', 'payment'), ('verifone.com', 'verifone', 'payment'),
        ('viva.com', 'viva', 'payment'), ('vivapayments.com', 'viva', 'payment'), ('vivawallet.com', 'viva', 'payment'),
        ('wallee.com', 'wallee', 'payment'),
        ('wero-wallet.eu', 'wero', 'payment'),
        ('ingenico.com', 'worldline', 'payment'), ('ogone.com', 'worldline', 'payment'),
        ('sips-atos.com', 'worldline', 'payment'), ('sips-services.com', 'worldline', 'payment'),
        ('v-psp.com', 'worldline', 'payment'), ('worldline-solutions.com', 'worldline', 'payment'),
        ('worldline.com', 'worldline', 'payment'),
        ('worldpay.com', 'worldpay', 'payment'),
        -- Where the bank of a card asks whether it is really its holder (3-D Secure).
        ('arcot.com', 'arcot', 'payment'),
        ('icgauth.banquepopulaire.fr', 'bpce', 'payment'), ('icgauth.caisse-epargne.fr', 'bpce', 'payment'),
        ('cardinalcommerce.com', 'cardinal commerce', 'payment'),
        ('3dsecure.no', 'nets', 'payment'), ('nets.eu', 'nets', 'payment'),
        ('rsa3dsauth.co.uk', 'rsa', 'payment'), ('rsa3dsauth.com', 'rsa', 'payment'),
        ('securesuite.co.uk', 'rsa', 'payment'), ('securesuite.net', 'rsa', 'payment'),
        ('viseca.ch', 'viseca', 'payment'),
        ('wlp-acs.com', 'worldline', 'payment'),
        -- Where a buyer signs in and comes back from: no more a source than a payment.
        ('appleid.apple.com', 'apple account', 'payment'), ('idmsa.apple.com', 'apple account', 'payment'),
        ('franceconnect.gouv.fr', 'franceconnect', 'payment'),
        ('accounts.google.com', 'google account', 'payment'),
        ('login.live.com', 'microsoft account', 'payment'),
        ('login.microsoftonline.com', 'microsoft account', 'payment'),
        -- Resellers of tickets, agendas and others that are known by a name.
        ('billetreduc.com', 'billetréduc', 'referral'),
        ('billetweb.fr', 'billetweb', 'referral'),
        ('spectacles.carrefour.fr', 'carrefour spectacles', 'referral'),
        ('dice.fm', 'dice', 'referral'),
        ('eventbrite.com', 'eventbrite', 'referral'), ('eventbrite.fr', 'eventbrite', 'referral'),
        ('fnacspectacles.com', 'fnac spectacles', 'referral'),
        ('francebillet.com', 'france billet', 'referral'),
        ('doubleclick.net', 'google display', 'referral'), ('googlesyndication.com', 'google display', 'referral'),
        ('news.google.com', 'google news', 'referral'),
        ('translate.goog', 'google translate', 'referral'), ('translate.google.com', 'google translate', 'referral'),
        ('calendar.google.com', 'google workspace', 'referral'), ('chat.google.com', 'google workspace', 'referral'),
        ('classroom.google.com', 'google workspace', 'referral'), ('docs.google.com', 'google workspace', 'referral'),
        ('drive.google.com', 'google workspace', 'referral'), ('groups.google.com', 'google workspace', 'referral'),
        ('meet.google.com', 'google workspace', 'referral'), ('sites.google.com', 'google workspace', 'referral'),
        ('helloasso.com', 'helloasso', 'referral'),
        ('infolocale.fr', 'infolocale', 'referral'),
        ('offi.fr', 'l''officiel des spectacles', 'referral'),
        ('journal-laterrasse.fr', 'la terrasse', 'referral'),
        ('mapado.com', 'mapado', 'referral'),
        ('openagenda.com', 'openagenda', 'referral'),
        ('parisinfo.com', 'paris je t''aime', 'referral'), ('parisjetaime.com', 'paris je t''aime', 'referral'),
        ('pass.culture.fr', 'pass culture', 'referral'), ('passculture.app', 'pass culture', 'referral'),
        ('petit-bulletin.fr', 'petit bulletin', 'referral'),
        ('digitick.com', 'see tickets', 'referral'), ('seetickets.com', 'see tickets', 'referral'),
        ('shotgun.live', 'shotgun', 'referral'),
        ('sortiraparis.com', 'sortiraparis', 'referral'),
        ('telerama.fr', 'télérama', 'referral'),
        ('theatreonline.com', 'théâtre online', 'referral'),
        ('theatre-contemporain.net', 'theatre-contemporain.net', 'referral'),
        ('theatresparisiensassocies.com', 'théâtres et producteurs associés', 'referral'),
        ('ticketac.com', 'ticketac', 'referral'),
        ('ticketmaster.com', 'ticketmaster', 'referral'), ('ticketmaster.fr', 'ticketmaster', 'referral'),
        ('timeout.com', 'time out', 'referral'), ('timeout.fr', 'time out', 'referral'),
        ('tripadvisor.com', 'tripadvisor', 'referral'), ('tripadvisor.fr', 'tripadvisor', 'referral'),
        ('viagogo.com', 'viagogo', 'referral'), ('viagogo.fr', 'viagogo', 'referral'),
        ('weezevent.com', 'weezevent', 'referral')
$$;

-- The default channel group of an arrival: of nineteen rules the first that holds, without regard to case.
--
-- `source_kind` is that of the host or of the name behind `source` where it is known: search, social, video, shopping,
-- ai, email, payment or referral. `click_id` is the name of a parameter such as gclid. An empty text is no value.
CREATE FUNCTION sicstine.channel_group(source_kind text, source text, medium text, campaign text, click_id text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    is_unknown boolean;
    is_paid boolean;
    is_shopping boolean;
BEGIN
    -- All that is looked for is ASCII, which this collation makes lower, fast and on every server alike.
    source_kind := NULLIF(lower(source_kind COLLATE "C"), '');
    source := NULLIF(lower(source COLLATE "C"), '');
    medium := NULLIF(lower(medium COLLATE "C"), '');
    campaign := NULLIF(lower(campaign COLLATE "C"), '');
    click_id := NULLIF(lower(click_id COLLATE "C"), '');
    -- Who only takes the payment sends nobody; what Google's own reports call no source is none.
    IF source_kind = 'payment' OR source IN ('(direct)', '(none)', '(not set)') THEN
        source_kind := NULL;
        source := NULL;
    END IF;
    is_unknown := source_kind IS NULL AND source IS NULL;
    is_paid := medium LIKE '%cp%' OR medium LIKE 'paid%' OR medium IN ('ppc', 'retargeting');
    -- A workshop is none, an e-shop is one.
    is_shopping := source_kind = 'shopping' OR (campaign LIKE '%shop%' AND campaign ~ '([^a-df-z]|^)shop|shopping');
    RETURN CASE
        WHEN campaign LIKE '%cross-network%' THEN 'Cross-network'
        WHEN is_shopping AND is_paid THEN 'Paid Shopping'
        WHEN source_kind = 'search' AND is_paid THEN 'Paid Search'
        WHEN click_id IN ('gclid', 'gbraid', 'wbraid') AND (is_unknown OR source = 'google') THEN 'Paid Search'
        WHEN click_id = 'msclkid' AND (is_unknown OR source = 'bing') THEN 'Paid Search'
        WHEN source_kind = 'social' AND is_paid THEN 'Paid Social'
        -- What only advertisements add; fbclid comes with every link of Facebook.
        WHEN click_id IN ('li_fat_id', 'rdt_cid', 'sccid', 'ttclid', 'twclid')
            AND (is_unknown OR source_kind = 'social') THEN 'Paid Social'
        WHEN source_kind = 'video' AND is_paid THEN 'Paid Video'
        WHEN medium IN ('display', 'banner', 'expandable', 'interstitial', 'cpm') OR click_id = 'dclid' THEN 'Display'
        WHEN is_paid THEN 'Paid Other'
        WHEN is_shopping THEN 'Organic Shopping'
        WHEN source_kind = 'social' THEN 'Organic Social'
        WHEN medium IN ('social', 'social-network', 'social-media', 'sm', 'social network', 'social media')
            THEN 'Organic Social'
        WHEN source_kind = 'video' OR medium LIKE '%video%' THEN 'Organic Video'
        WHEN source_kind = 'ai' THEN 'AI Assistants'
        WHEN source_kind = 'search' OR medium = 'organic' THEN 'Organic Search'
        WHEN source_kind = 'email' THEN 'Email'
        WHEN source IN ('email', 'e-mail', 'e_mail', 'e mail', 'newsletter') THEN 'Email'
        WHEN medium IN ('email', 'e-mail', 'e_mail', 'e mail', 'newsletter') THEN 'Email'
        WHEN medium = 'affiliate' THEN 'Affiliates'
        WHEN medium = 'audio' THEN 'Audio'
        WHEN source = 'sms' OR medium = 'sms' THEN 'SMS'
        WHEN medium LIKE '%push' OR medium LIKE '%mobile%' OR medium LIKE '%notification%' THEN 'Mobile Push'
        WHEN source = 'firebase' THEN 'Mobile Push'
        WHEN NOT is_unknown OR medium IN ('referral', 'app', 'link') THEN 'Referral'
        -- Also a medium nobody knows, without a source.
        ELSE 'Direct'
    END;
END $$;
