using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Rpc.FetchSessions;

/// <summary>One topic of a reader's session, and its part of a request, which is filled anew and not made anew.</summary>
internal sealed class AskedTopic(string name, Uuid id)
{
    private readonly FetchRequest.FetchTopic _asked = new() { Topic = name, TopicId = id };
    private readonly FetchRequest.ForgottenTopic _forgotten = new() { Topic = name, TopicId = id };

    public string Name => name;

    public Uuid Id => id;

    /// <summary>How many partitions of it the session asks for.</summary>
    public int Partitions { get; set; }

    public void Ask(FetchRequest request, FetchRequest.FetchPartition partition)
    {
        if (_asked.Partitions.Count == 0)
        {
            request.Topics.Add(_asked);
        }

        _asked.Partitions.Add(partition);
    }

    public void Forget(FetchRequest request, int partition)
    {
        if (_forgotten.Partitions.Count == 0)
        {
            request.ForgottenTopicsData.Add(_forgotten);
        }

        _forgotten.Partitions.Add(partition);
    }
}
