-- To which documents the customer's server limited this submission: rules, not personal data, so in the clear.
ALTER TABLE submission ADD COLUMN narrowing TEXT;
