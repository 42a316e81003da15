"""Every list of the product as a file: CSV and XLSX that open right in a Dutch Excel, with the
filters of the list.

A list that is to be taken along is one file here and one line in `routes`:

    # app/exports/actions.py
    ACTIONS = Listing(
        name="actions",  # its word in the trail, and `exports:actions` is its route
        title=mark("Actions"),
        filename="acties",
        filters=ActionFilters,  # of the page: what the page refuses is refused here
        choices=ActionChoices,  # of the page: the labels
        rows=_rows,  # `every_row` over the query of the page, so with its permissions
        columns=(Column(mark("Title"), lambda action, words: action.title, width=60), …),
    )

    # app/exports/routes.py
    _serve("/acties/lijst", ACTIONS)

and `downloads(…)` of `components/list.html` below the list. A file is passed on, so a declaration
gives each small group as another organisation sees it, also when it is one's own, and leaves it out
where a filter or a state would tell where it is: see `needs`. Only a table of the picture says what
its page says to the same reader (ADR 89): see `picture`. No column holds how to reach a
person; a test looks in every cell of all `routes.LISTINGS`.
"""
