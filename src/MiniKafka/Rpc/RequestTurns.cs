using MiniKafka.Runtime;

namespace MiniKafka.Rpc;

/// <summary>
/// Lets the connections of one listener take turns. One that has used up its turn waits until those before it have had theirs; only one of these turns
/// at a time is among the items of the loop, so that everything else there, a broker's own work and those who ask for little, waits for one turn at most,
/// however many connections have more to ask. Owned by the server's loop.
/// </summary>
internal sealed class RequestTurns(EventLoop loop)
{
    private static readonly Action<object?> Next = static state => ((RequestTurns)state!).OnNext();

    private readonly Queue<LoopSignal<bool>> _waiting = new();
    private int _leftOfRound;
    private bool _isPosted;

    /// <summary>Counts on when everybody who waited at its beginning has had a turn: then those have a new one too who did not use up theirs.</summary>
    public long Round { get; private set; }

    public bool HasWaiting => _waiting.Count > 0;

    /// <summary>Completes the signal when it is this one's turn.</summary>
    public ValueTask<bool> WaitAsync(LoopSignal<bool> turn)
    {
        _waiting.Enqueue(turn);
        if (!_isPosted)
        {
            _isPosted = true;
            loop.TryPost(Next, this);
        }

        return turn.Arm();
    }

    private void OnNext()
    {
        if (_leftOfRound == 0)
        {
            Round++;
            _leftOfRound = _waiting.Count;
        }

        _leftOfRound--;
        _waiting.Dequeue().Complete(true);
        _isPosted = HasWaiting;
        if (_isPosted)
        {
            loop.TryPost(Next, this);
        }
    }
}
