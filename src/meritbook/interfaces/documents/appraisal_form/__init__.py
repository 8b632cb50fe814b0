"""The appraisal form 实绩鉴定表: one person, one year, ready to be signed (A1-A6, B1-B8)."""
