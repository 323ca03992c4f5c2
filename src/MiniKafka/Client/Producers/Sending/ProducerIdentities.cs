using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>
/// The producer id that partitions begin their sequence with. A partition whose sequence got a gap goes on under a fresh
/// id, the others keep theirs: sequences are counted for each id and partition. Owned by the producer's loop.
/// </summary>
internal sealed class ProducerIdentities(ClusterClient cluster, Action available)
{
    private ProducerIdentity? _current;
    private bool _asking;
    private int _failures;

    /// <summary>Why there is no id and never will be.</summary>
    public KafkaException? Fatal { get; private set; }

    /// <summary>The id to begin with; null while one is asked for.</summary>
    public ProducerIdentity? Current
    {
        get
        {
            if (_current is null && !_asking && Fatal is null)
            {
                _asking = true;
                cluster.Loop.Start(AskAsync);
            }

            return _current;
        }
    }

    /// <summary>The id has a gap somewhere: the next one to ask gets another.</summary>
    public void GiveUp(ProducerIdentity? identity)
    {
        if (_current == identity)
        {
            _current = null;
        }
    }

    private async Task AskAsync()
    {
        while (_current is null && Fatal is null)
        {
            try
            {
                var request = new InitProducerIdRequest { TransactionalId = null, TransactionTimeoutMs = int.MaxValue };
                var answer = await ClusterClient.CallAsync(await cluster.AnyConnectionAsync(), request);
                ClientErrors.ThrowIfError(answer.ErrorCode, "Getting a producer id");
                _current = new ProducerIdentity(answer.ProducerId, answer.ProducerEpoch);
                _failures = 0;
            }
            catch (KafkaException exception) when (exception.IsRetriable)
            {
                await Task.Delay(cluster.Backoff.After(++_failures), cluster.Loop.Clock);
            }
            catch (KafkaException exception)
            {
                Fatal = exception;
            }
        }

        _asking = false;
        available();
    }
}
