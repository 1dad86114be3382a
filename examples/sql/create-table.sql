-- A table of scores for the images of even digits. Variables: model, digits.
CREATE TABLE even_digit_scores USING parquet AS
SELECT id, label, nibble_predict('${model}', features) AS scores
FROM parquet.`${digits}`
WHERE label % 2 = 0;
