-- Accuracy by digit. Variables: model, digits.
SELECT label,
       count(*) AS images,
       count_if(array_position(scores, array_max(scores)) - 1 = label) AS right
FROM (SELECT label, nibble_predict('${model}', features) AS scores FROM parquet.`${digits}`)
GROUP BY label
ORDER BY label;
