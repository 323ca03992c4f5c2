namespace MiniKafka.Replication;

/// <summary>
/// Those who wait for something to happen to one thing, such as a partition, in the order in which they came. Owned by the broker's loop.
/// Whoever waits has a place here until it disposes of it, whatever ended the wait; nobody else removes it.
/// </summary>
internal sealed class DelayedOperations
{
    private readonly LinkedList<Place> _places = [];

    /// <summary>How many wait.</summary>
    public int Count => _places.Count;

    /// <summary>Lets an operation wait here. Disposing of what is returned ends that.</summary>
    /// <param name="operation">Who waits.</param>
    /// <param name="index">By which number the operation knows what it waits for here.</param>
    public IDisposable Add(IDelayedOperation operation, int index)
    {
        var place = new Place(operation, index);
        _places.AddLast(place.Node);
        return place;
    }

    /// <summary>Something happened. Whoever is told goes on later, on the loop, and leaves its place only then.</summary>
    public void Tell()
    {
        for (var node = _places.First; node is not null;)
        {
            var next = node.Next;
            node.Value.Tell();
            node = next;
        }
    }

    /// <summary>Records were deleted on request.</summary>
    public void TellOfLogStart()
    {
        for (var node = _places.First; node is not null;)
        {
            var next = node.Next;
            node.Value.TellOfLogStart();
            node = next;
        }
    }

    private sealed class Place : IDisposable
    {
        private readonly IDelayedOperation _operation;
        private readonly int _index;

        public Place(IDelayedOperation operation, int index)
        {
            _operation = operation;
            _index = index;
            Node = new LinkedListNode<Place>(this);
        }

        public LinkedListNode<Place> Node { get; }

        public void Tell() => _operation.OnChanged(_index);

        public void TellOfLogStart() => _operation.OnLogStartMoved(_index);

        public void Dispose() => Node.List?.Remove(Node);
    }
}
