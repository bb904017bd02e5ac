-- A claim has 200 bytes and becomes an answer of a kilobyte a moment later: with four fifths of a page left free most answers
-- find room beside their claim, and no index hears of them. In the end a page is as full as it was.
alter table operations set (fillfactor = 20);
