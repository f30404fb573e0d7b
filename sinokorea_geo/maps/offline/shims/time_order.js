/* TimeDimension sorts times as text, so that 1998 comes after 2010: sort them as numbers. */
L.TimeDimension.Util.sort_and_deduplicate = (times) => [...new Set(times)].sort((a, b) => a - b);
