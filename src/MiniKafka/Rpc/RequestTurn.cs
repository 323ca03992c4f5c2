using MiniKafka.Runtime;

namespace MiniKafka.Rpc;

/// <summary>
/// What a connection may still have handled before it is others' turn: so many requests, and so many bytes of them and of their answers together; what goes
/// beyond is not cut off. A connection that asks for less than that in a round never waits.
/// </summary>
internal sealed class RequestTurn(RequestTurns turns, EventLoop loop)
{
    public const int Requests = 16;
    public const int Bytes = 128 * 1024;

    private readonly LoopSignal<bool> _begun = new(loop);
    private long _round = -1;
    private int _requestsLeft;
    private long _bytesLeft;

    /// <summary>Waits for the next turn, if this one is over.</summary>
    public async ValueTask MayGoOnAsync()
    {
        if (_round != turns.Round)
        {
            Begin();
        }

        if (_requestsLeft <= 0 || _bytesLeft <= 0)
        {
            await turns.WaitAsync(_begun);
            Begin();
        }
    }

    /// <summary>There is nothing to handle: when nobody waits, what comes next begins a turn.</summary>
    public void Rest()
    {
        if (!turns.HasWaiting)
        {
            Begin();
        }
    }

    public void CountRequest(int bytes)
    {
        _requestsLeft--;
        _bytesLeft -= bytes;
    }

    public void CountAnswer(int bytes) => _bytesLeft -= bytes;

    private void Begin()
    {
        _round = turns.Round;
        _requestsLeft = Requests;
        _bytesLeft = Bytes;
    }
}
