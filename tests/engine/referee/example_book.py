"""The text of a small rulebook without mistakes, into which the tests of loading put some."""

BOXES = """\
rulebook:
  id: boxes
  title: {zh: 箱子, en: boxes}
  jurisdiction: {zh: 仓库, en: the store}
  in_force: {from: 2018-06-26}
  decimals: 2

window: {years: 3, citation: A1}

documents:
  order: {zh: 《箱子办法》, en: The Order on Boxes}

sources:
  A1: {document: order, zh: 第一条, en: Article 1}
  A2: {document: order, zh: 第二条, en: Article 2}

options:
  metal:
    label: {zh: 金属, en: metal}
    ranked: [gold, silver, iron]
    values:
      gold: {zh: 金, en: gold}
      silver: {zh: 银, en: silver}
      iron: {zh: 铁, en: iron}
      none: {zh: 无, en: none}
  verdict:
    label: {zh: 结论, en: verdict}
    values:
      kept: {zh: 保留, en: kept}
      sold: {zh: 出售, en: sold}
      open: {zh: 待定, en: open}

tables:
  boxes:
    label: {zh: 箱子, en: boxes}
    row: {zh: 一个箱子, en: a box}
    required: true
    key: box_id
    columns:
      box_id: {zh: 箱号, en: box, type: text, required: true}
      opened_on: {zh: 启用日期, en: opened on, type: date}
      size: {zh: 尺寸, en: size, type: decimal}
  things:
    label: {zh: 物品, en: things}
    row: {zh: 一件物品, en: a thing}
    key: thing_id
    dated: put_on
    derived:
      year: year(things.put_on)
      quarter: quarter(things.put_on)
    describe: [thing_id, weight]
    columns:
      thing_id: {zh: 物品编号, en: thing, type: text, required: true}
      box_id: {zh: 箱号, en: box, type: text, required: true, refers: boxes}
      put_on: {zh: 放入日期, en: put on, type: date, required: true}
      weight: {zh: 重量, en: weight, type: decimal}
      metal: {zh: 金属, en: metal, type: metal}
      fragile: {zh: 易碎, en: fragile, type: boolean}
      owner: {zh: 物主, en: owner, type: text}
    unique:
      put_twice:
        columns: [box_id, put_on, owner]
        right: {zh: 一天一件, en: one a day}
    checks:
      weight_below_zero:
        column: weight
        fault: things.weight < 0
        right: {zh: 不小于 0, en: zero or more}

parameters:
  limit:
    label: {zh: 上限, en: limit}
    value: 10.50
    citation: [A1, example]
  first_share:
    label: {zh: 第一份, en: first share}
    value: 60
    citation: A1
  second_share:
    label: {zh: 第二份, en: second share}
    values: {2018-06-26: 40, 2020-01-01: 30}
    citation: A1
  worth:
    label: {zh: 价值, en: worth}
    of: metal
    value: {gold: 100, silver: 10, iron: 1}
    citation: example

ladders:
  weight_bands:
    label: {zh: 重量档, en: bands of weight}
    of: metal
    value: {gold: 90, silver: 80, iron: rest}
    citation: A2

grains:
  box:
    label: {zh: 箱子, en: box}
    entity: boxes
  year:
    label: {zh: 年度, en: year}
    years: box
    exists: not known(boxes.opened_on) or year >= year(boxes.opened_on)
  quarter:
    label: {zh: 季度, en: quarter}
    within: year
    keys: [quarter]
    from: [things]

picks:
  latest:
    label: {zh: 最近一件, en: latest thing}
    at: box
    from: things
    order: [highest put_on, lowest weight]
    citation: A1

nodes:
  heavy:
    label: {zh: 重, en: heavy}
    at: things
    is: things.weight > limit
    citation: A1
  load:
    label: {zh: 载重, en: load}
    at: quarter
    is: total(things.weight)
    citation: A1
  yearly:
    label: {zh: 年载重, en: load of the year}
    at: year
    is: total(load)
    citation: A1
  score:
    label: {zh: 得分, en: score}
    at: year
    is: weighted_mean((yearly, first_share), (limit, second_share))
    citation: A2
  bulk:
    label: {zh: 档次, en: class}
    at: year
    is: band(score, weight_bands)
    citation: A2

gates:
  too_heavy:
    label: {zh: 过重, en: too heavy}
    at: box
    excludes: |
      some(yearly > limit)
      if heavy_years == "any" else every(yearly > limit)
    citation: A1

outcomes: {of: verdict, true: sold, false: kept, unknown: open}

readings:
  too_heavy:
    any_year:
      label: {zh: 任何一年, en: any year}
      sets: {heavy_years: any}
      citation: A1
    each_year:
      label: {zh: 每一年, en: each year}
      sets: {heavy_years: each}
      citation: A1

outputs:
  loads:
    label: {zh: 载重, en: loads}
    grain: year
    columns: [box_id, year, yearly, score]
  verdicts:
    label: {zh: 结论, en: verdicts}
    grain: box
    columns: [box_id, gate, outcome]
    gates: [too_heavy]
"""
