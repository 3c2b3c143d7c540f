"""The practice bank's own page: test cards for the demo and for companies on trial. It looks like nobody's company."""
