-- For the baskets a show was put into, the newest first.
CREATE INDEX visitor_actions_show_ref_basket_id_idx ON visitor_actions (show_ref, basket_id)
    WHERE action = 'basket_add' AND basket_id IS NOT NULL;
