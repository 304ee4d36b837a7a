-- What each edit did, in a sentence for people, as it was understood when it was made; without who did it. Null for
-- lines that a program wrote which did not keep sentences yet.
alter table edit add column sentence text;
