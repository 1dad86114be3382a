-- The five images whose two highest scores are closest. Variables: model, digits.
WITH scored AS (
  SELECT id, label, sort_array(nibble_predict('${model}', features), false) AS scores
  FROM parquet.`${digits}`
)
SELECT id, label, scores[0] - scores[1] AS margin
FROM scored
ORDER BY margin, id
LIMIT 5;
