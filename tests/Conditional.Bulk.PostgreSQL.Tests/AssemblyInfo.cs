// The tests wait for the server most of the time.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
