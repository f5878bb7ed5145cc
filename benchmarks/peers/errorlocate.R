# Runs R errorlocate on documents written by bench_localise_peers.py: rules and data in, flagged cells of two runs out.
arguments <- commandArgs(trailingOnly = TRUE)
.libPaths(c(arguments[2], .libPaths()))
suppressPackageStartupMessages(library(errorlocate))
folder <- arguments[1]
data <- read.csv(file.path(folder, "data.csv"))
rules <- validator(.data = data.frame(rule = readLines(file.path(folder, "rules.txt")), stringsAsFactors = FALSE))
for (run in 1:2) {
  set.seed(run)
  started <- Sys.time()
  found <- locate_errors(data, rules, timeout = 20)
  cat("seconds", as.numeric(difftime(Sys.time(), started, units = "secs")), "\n")
  flags <- values(found)
  for (row in seq_len(nrow(flags))) {
    cat("run", run, row, names(data)[which(flags[row, ] %in% TRUE)], "\n")
  }
}
