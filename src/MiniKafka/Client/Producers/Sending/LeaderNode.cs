using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Rpc;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>One broker as the sender sees it. Owned by the producer's loop.</summary>
internal sealed class LeaderNode(int id)
{
    public int Id { get; } = id;

    public RpcClient? Connection { get; set; }

    public bool IsConnecting { get; set; }

    /// <summary>Requests on their way.</summary>
    public int InFlight { get; set; }

    public int Failures { get; set; }

    /// <summary>Nothing is sent before this timestamp of the clock.</summary>
    public long BlockedUntil { get; set; }

    /// <summary>What goes into the next request.</summary>
    public List<ProducerBatch> Next { get; private set; } = [];

    public int NextBytes { get; set; }

    public bool IsOpen => Connection is { IsOpen: true };

    public List<ProducerBatch> TakeNext()
    {
        var batches = Next;
        Next = [];
        NextBytes = 0;
        return batches;
    }
}
