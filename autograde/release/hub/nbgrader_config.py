"""nbgrader's settings in the image of the hub: where assignments are fetched and submitted."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "rl101"  # the same as in the course folder
c.Exchange.root = "/srv/nbgrader/exchange"
# nbgrader reads back most abbreviations of zones, such as PDT, as if they were UTC.
c.Exchange.timezone = "UTC"
