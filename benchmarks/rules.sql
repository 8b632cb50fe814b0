-- The default rulebook qixingguan-2018 in DuckDB SQL, written by hand for measuring.
--
-- sql.py makes one view per table of the facts contract, sets the variables `day`, `first_person`
-- and `last_person` (both ends belong to the chunk) and runs the part after CHUNK for each chunk.
-- Points, scores and weights are integers in hundredths; every division rounds half up.

-- ratio(a, b): a / b for a >= 0 and b > 0; empty where either is empty.
CREATE MACRO ratio(a, b) AS (2 * a + b) // (2 * b);
CREATE MACRO hundredths(x) AS CAST(x * 100 AS BIGINT);
CREATE MACRO points_of(x) AS CAST(CAST(x AS DECIMAL(15, 0)) * 0.01 AS DECIMAL(18, 2));
-- held(x): x within 0 and 100. Not least() and greatest(), which overlook an empty x.
CREATE MACRO held(x) AS CASE WHEN x < 0 THEN 0 WHEN x > 10000 THEN 10000 ELSE x END;
CREATE MACRO capped(x) AS CASE WHEN x < -1000 THEN -1000 WHEN x > 1000 THEN 1000 ELSE x END;
CREATE MACRO first_year() AS year(getvariable('day')) - 3;
CREATE MACRO first_day() AS make_date(first_year(), 1, 1);
CREATE MACRO last_day() AS make_date(first_year() + 2, 12, 31);
CREATE MACRO in_chunk(id) AS id BETWEEN getvariable('first_person') AND getvariable('last_person');
-- A group's dimension as a number: 5 to 9 superior, 10 to 14 peer, 15 to 19 subordinate.
CREATE MACRO cell(rater_group, dimension) AS
    5 * list_position(['superior', 'peer', 'subordinate'], rater_group)
    + list_position(['virtue', 'ability', 'diligence', 'results', 'integrity'], dimension) - 1;
CREATE MACRO cell_weight(cell) AS [20, 20, 20, 20, 20][cell % 5 + 1];
CREATE MACRO mark(option) AS
    [100, 85, 70, 40, 0][list_position(['good', 'fair', 'ordinary', 'poor', 'abstain'], option)];
-- The mark and, in the lower 32 bits, one vote: one sum adds up both. An abstention is no mark.
CREATE MACRO packed_mark(option) AS
    [429496729601, 365072220161, 300647710721, 171798691841, 0][
        list_position(['good', 'fair', 'ordinary', 'poor', 'abstain'], option)];

-- CHUNK
CREATE OR REPLACE TEMP TABLE years AS
WITH
service AS (
    SELECT person_id, CAST(y.year AS INTEGER) AS year
    FROM people, range(first_year(), first_year() + 3) AS y(year)
    WHERE in_chunk(person_id) AND y.year >= coalesce(year(joined_on), 0)
),
reversed AS (
    SELECT reverses AS entry_id FROM ledger
    WHERE in_chunk(person_id) AND reverses IS NOT NULL AND occurred_on <= getvariable('day')
),
-- Slot 1 to 4: dynamic points of a quarter; 11 to 14: positive list; 21 to 24: negative list.
entries AS (
    SELECT person_id, year(occurred_on) AS year, quarter(occurred_on)
        + [0, 10, 20][list_position(['points', 'positive', 'negative'], account)] AS slot,
        hundredths(points) AS points
    FROM ledger ANTI JOIN reversed USING (entry_id)
    WHERE in_chunk(person_id) AND reverses IS NULL
        AND occurred_on BETWEEN first_day() AND last_day()
),
ledger_sums AS (
    SELECT person_id, year,
        sum(if(slot = 1, points, 0)) AS quarter_1, sum(if(slot = 2, points, 0)) AS quarter_2,
        sum(if(slot = 3, points, 0)) AS quarter_3, sum(if(slot = 4, points, 0)) AS quarter_4,
        sum(if(slot BETWEEN 11 AND 14, points, 0)) AS positive,
        sum(if(slot > 20, points, 0)) AS negative
    FROM entries GROUP BY ALL
),
inspection_sums AS (
    SELECT person_id, year(inspected_on) AS year, sum(hundredths(points)) AS points
    FROM inspections
    WHERE in_chunk(person_id) AND inspected_on BETWEEN first_day() AND last_day()
    GROUP BY ALL
),
indicator_values AS (
    SELECT person_id, year, direction, hundredths(weight) AS weight,
        hundredths(target) AS target, hundredths(actual) AS actual, hundredths(score) AS score
    FROM indicators
    WHERE in_chunk(person_id) AND year BETWEEN first_year() AND first_year() + 2
),
indicator_scores AS (
    SELECT person_id, year, weight, CASE
        WHEN direction = 'scored' THEN held(score)
        WHEN actual IS NULL THEN NULL
        WHEN direction = 'higher' AND actual <= 0 THEN 0
        WHEN (direction = 'higher') = (actual >= target) OR actual = target THEN 10000
        WHEN direction = 'higher' THEN ratio(10000 * actual, target)
        ELSE ratio(10000 * target, actual) END AS score
    FROM indicator_values
),
indicator_means AS (
    SELECT person_id, year, CASE WHEN count(score) = count(*)
        THEN ratio(CAST(sum(weight * score) AS BIGINT), CAST(sum(weight) AS BIGINT)) END AS score
    FROM indicator_scores GROUP BY ALL
),
answer_sums AS (
    SELECT person_id, key, sum(packed_mark(option)) AS packed
    FROM (
        SELECT person_id, CAST(32 * year + cell(rater_group, dimension) AS INTEGER) AS key, option
        FROM ballots
        WHERE in_chunk(person_id) AND year BETWEEN first_year() AND first_year() + 2
    ) GROUP BY ALL
),
count_marks AS (
    SELECT person_id, year, cell(rater_group, dimension) AS cell, mark(option) AS mark,
        CAST("count" AS BIGINT) AS votes
    FROM ballot_counts
    WHERE in_chunk(person_id) AND year BETWEEN first_year() AND first_year() + 2
        AND option <> 'abstain'
),
-- A group has answers or counts, never both, so the two need not be added up.
cell_sums AS (
    SELECT person_id, key // 32 AS year, key % 32 AS cell,
        CAST(packed AS BIGINT) >> 32 AS marks, CAST(packed AS BIGINT) & 4294967295 AS votes
    FROM answer_sums WHERE packed > 0
    UNION ALL
    SELECT person_id, year, cell, CAST(sum(mark * votes) AS BIGINT), CAST(sum(votes) AS BIGINT)
    FROM count_marks GROUP BY ALL HAVING sum(votes) > 0
),
cell_means AS (
    SELECT person_id, year, cell, cell_weight(cell) AS weight,
        ratio(100 * marks, votes) AS mean
    FROM cell_sums
),
group_sums AS (
    SELECT person_id, year,
        CAST(sum(weight * mean) FILTER (cell < 10) AS BIGINT) AS superior_marks,
        CAST(sum(weight) FILTER (cell < 10) AS BIGINT) AS superior_weight,
        CAST(sum(weight * mean) FILTER (cell BETWEEN 10 AND 14) AS BIGINT) AS peer_marks,
        CAST(sum(weight) FILTER (cell BETWEEN 10 AND 14) AS BIGINT) AS peer_weight,
        CAST(sum(weight * mean) FILTER (cell > 14) AS BIGINT) AS subordinate_marks,
        CAST(sum(weight) FILTER (cell > 14) AS BIGINT) AS subordinate_weight
    FROM cell_means GROUP BY ALL
),
group_scores AS (
    SELECT person_id, year,
        ratio(superior_marks, superior_weight) AS superior,
        ratio(peer_marks, peer_weight) AS peer,
        ratio(subordinate_marks, subordinate_weight) AS subordinate
    FROM group_sums
),
assessments AS (
    SELECT *, ratio(
        40 * coalesce(superior, 0) + 30 * coalesce(peer, 0) + 30 * coalesce(subordinate, 0),
        CASE WHEN superior IS NULL THEN 0 ELSE 40 END + CASE WHEN peer IS NULL THEN 0 ELSE 30 END
        + CASE WHEN subordinate IS NULL THEN 0 ELSE 30 END) AS score
    FROM group_scores
),
vetoes AS (
    SELECT DISTINCT person_id, year(decided_on) AS year, true AS vetoed
    FROM breaches
    WHERE in_chunk(person_id) AND decided_on BETWEEN first_day() AND last_day()
        AND (revoked_on IS NULL OR revoked_on > getvariable('day'))
),
registered AS (
    SELECT person_id, year, arg_max(grade, decided_on) AS grade
    FROM appraisal_grades
    WHERE in_chunk(person_id) AND decided_on <= getvariable('day')
    GROUP BY ALL
),
sums AS (
    SELECT person_id, year,
        CAST(capped(coalesce(quarter_1, 0)) + capped(coalesce(quarter_2, 0))
            + capped(coalesce(quarter_3, 0)) + capped(coalesce(quarter_4, 0)) AS BIGINT) AS points,
        CAST(coalesce(positive, 0) AS BIGINT) AS positive,
        CAST(coalesce(negative, 0) AS BIGINT) AS negative,
        CAST(coalesce(i.points, 0) AS BIGINT) AS inspections,
        m.score AS indicator_score,
        superior AS superior_score, peer AS peer_score, subordinate AS subordinate_score,
        a.score AS assessment_score,
        coalesce(vetoed, false) AS vetoed, r.grade AS registered_grade, g.grade AS annual_grade
    FROM service
    LEFT JOIN ledger_sums USING (person_id, year)
    LEFT JOIN inspection_sums AS i USING (person_id, year)
    LEFT JOIN indicator_means AS m USING (person_id, year)
    LEFT JOIN assessments AS a USING (person_id, year)
    LEFT JOIN vetoes USING (person_id, year)
    LEFT JOIN registered AS r USING (person_id, year)
    LEFT JOIN (FROM annual_grades WHERE in_chunk(person_id)) AS g USING (person_id, year)
),
analyses AS (
    SELECT *, positive + negative AS lists, held(8000 + points) AS points_score,
        held(8000 + positive + negative + inspections) AS conduct_score,
        ratio(60 * assessment_score + 40 * held(8000 + points), 100) AS virtue_ability_score
    FROM sums
),
totals AS (
    SELECT *, ratio(60 * indicator_score + 25 * virtue_ability_score + 15 * conduct_score, 100)
        AS total
    FROM analyses
),
graded AS (
    SELECT *, CASE WHEN vetoed THEN 'poor' WHEN total IS NULL THEN 'ungraded'
        WHEN total >= 9000 THEN 'good' WHEN total >= 8000 THEN 'fair'
        WHEN total >= 6000 THEN 'ordinary' ELSE 'poor' END AS computed_grade
    FROM totals
),
bounded AS (
    SELECT *, coalesce(registered_grade, computed_grade) AS grade,
        CASE coalesce(registered_grade, computed_grade) WHEN 'good' THEN 'excellent'
            WHEN 'fair' THEN 'competent' WHEN 'ordinary' THEN 'competent'
            WHEN 'poor' THEN 'basically_competent' END AS annual_cap,
        CASE coalesce(registered_grade, computed_grade) WHEN 'good' THEN 'competent' END
            AS annual_floor,
        CASE WHEN annual_grade = 'excellent' THEN 4 WHEN annual_grade = 'competent' THEN 3
            WHEN annual_grade = 'basically_competent' THEN 2
            WHEN annual_grade = 'incompetent' THEN 1 END AS annual_order
    FROM graded
)
SELECT *, CASE grade WHEN 'good' THEN annual_order < 3 WHEN 'poor' THEN annual_order > 2
    WHEN 'ungraded' THEN NULL ELSE annual_order > 3 END AS conflict
FROM bounded;

CREATE OR REPLACE TEMP VIEW appraisals AS
SELECT person_id, year,
    points_of(points) AS points, points_of(positive) AS positive, points_of(negative) AS negative,
    points_of(lists) AS lists, points_of(inspections) AS inspections,
    points_of(indicator_score) AS indicator_score, points_of(superior_score) AS superior_score,
    points_of(peer_score) AS peer_score, points_of(subordinate_score) AS subordinate_score,
    points_of(assessment_score) AS assessment_score, points_of(points_score) AS points_score,
    points_of(virtue_ability_score) AS virtue_ability_score,
    points_of(conduct_score) AS conduct_score, points_of(total) AS total, computed_grade, vetoed,
    registered_grade, grade, annual_grade, annual_cap, annual_floor, conflict
FROM years ORDER BY person_id, year;

CREATE OR REPLACE TEMP VIEW eligibility AS
WITH
-- Years that count for a gate over years: true, and false; what is neither is unknown.
counted AS (
    SELECT person_id,
        count(*) FILTER (points < 0 AND lists < 0) AS negative_true,
        count(*) FILTER (points >= 0 OR lists >= 0) AS negative_false,
        count(*) FILTER (grade IN ('fair', 'ordinary', 'poor') AND annual_order < 4)
            AS mediocre_true,
        count(*) FILTER (grade = 'good' OR annual_order = 4) AS mediocre_false
    FROM years GROUP BY ALL
),
principals AS (
    SELECT DISTINCT person_id FROM tenures JOIN unit_awards USING (unit_id)
    WHERE in_chunk(person_id) AND is_principal AND prize = 'third'
        AND announced_on <= getvariable('day')
        AND getvariable('day') <= CAST(announced_on + INTERVAL 1 YEAR AS DATE)
        AND started_on <= announced_on AND (ended_on IS NULL OR ended_on >= announced_on)
),
breached AS (
    SELECT DISTINCT person_id FROM breaches
    WHERE in_chunk(person_id) AND decided_on <= getvariable('day')
        AND (revoked_on IS NULL OR revoked_on > getvariable('day'))
        AND (decided_on >= first_day() OR coalesce(effect_until >= getvariable('day'), false))
),
surveys AS (
    SELECT person_id, score, satisfied_share FROM satisfaction
    WHERE in_chunk(person_id) AND surveyed_on BETWEEN first_day() AND getvariable('day')
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY surveyed_on DESC,
        score ASC NULLS LAST, satisfied_share ASC NULLS LAST) = 1
),
gates AS (
    SELECT person_id,
        CASE WHEN negative_false > 0 THEN 'passed' WHEN negative_true = 3 THEN 'excluded'
            ELSE 'undetermined' END AS negative_record,
        CASE WHEN mediocre_false > 0 THEN 'passed' WHEN mediocre_true = 3 THEN 'excluded'
            ELSE 'undetermined' END AS mediocre_record,
        CASE WHEN p.person_id IS NULL THEN 'passed' ELSE 'excluded' END AS third_prize_unit,
        CASE WHEN b.person_id IS NULL THEN 'passed' ELSE 'excluded' END AS virtue_integrity,
        CASE WHEN score >= 85 OR satisfied_share >= 80 THEN 'passed'
            WHEN score < 85 AND satisfied_share < 80 THEN 'excluded'
            ELSE 'undetermined' END AS public_satisfaction
    FROM people
    LEFT JOIN counted USING (person_id)
    LEFT JOIN principals AS p USING (person_id)
    LEFT JOIN breached AS b USING (person_id)
    LEFT JOIN surveys USING (person_id)
    WHERE in_chunk(person_id)
),
verdicts AS (
    SELECT *, [negative_record, mediocre_record, third_prize_unit, virtue_integrity,
        public_satisfaction] AS outcomes
    FROM gates ORDER BY person_id
)
SELECT person_id,
    unnest(['negative_record', 'mediocre_record', 'third_prize_unit', 'virtue_integrity',
        'public_satisfaction', 'overall']) AS gate,
    unnest(list_append(outcomes, CASE WHEN list_contains(outcomes, 'excluded') THEN 'excluded'
        WHEN list_contains(outcomes, 'undetermined') THEN 'undetermined'
        ELSE 'passed' END)) AS outcome
FROM verdicts;
