using MiniKafka.Client.Cluster;
using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Client.Producers.Sending;

/// <content>What becomes of batches: they are delivered, sent again, or given up.</content>
internal sealed partial class ProducerSender
{
    private void HandleAnswers(List<ProducerBatch> batches, ProduceRequest request, RpcResponse<ProduceResponse> response)
    {
        foreach (var batch in batches)
        {
            if (batch.IsOver)
            {
                _byPartition[batch.Partition].Returned(batch);
                continue;
            }

            var answer = ProduceExchange.AnswerFor(batch, request, response.Message, response.Version);
            switch (answer?.ErrorCode)
            {
                case null:
                    Failed(batch, ClientErrors.Create(ErrorCode.NetworkException, $"Producing to {batch.Partition}", "the answer does not name the partition."));
                    break;
                case ErrorCode.None:
                    Finish(batch, answer.BaseOffset, answer.LogAppendTimeMs, null);
                    break;
                case ErrorCode.DuplicateSequenceNumber:
                    // An earlier try was stored after all; where, is no longer known.
                    Finish(batch, -1, -1, null);
                    break;
                case ErrorCode.MessageTooLarge when batch.RecordCount > 1 && !batch.MayBeStored && TrySplit(batch):
                    break;
                default:
                    batch.MayBeStored |= answer.ErrorCode is ErrorCode.RequestTimedOut or ErrorCode.NotEnoughReplicasAfterAppend;
                    Failed(batch, ProduceExchange.ErrorOf(batch, answer), LearnLeader(batch, answer, response.Message));
                    break;
            }
        }
    }

    /// <summary>
    /// Sends the batch in parts, as often as it takes, down to single records. One that an earlier try may have stored is not
    /// split: a part of it would not be known as what is stored already.
    /// </summary>
    private bool TrySplit(ProducerBatch batch)
    {
        var parts = _results.Split(batch, _settings.Compression);
        if (parts.Count == 0)
        {
            return false;
        }

        var queue = _byPartition[batch.Partition];
        queue.Returned(batch);
        foreach (var part in parts)
        {
            queue.SendAgain(part);
        }

        return true;
    }

    /// <summary>True when the refusal names another leader, which then can be asked at once.</summary>
    private bool LearnLeader(ProducerBatch batch, ProduceResponse.PartitionProduceResponse answer, ProduceResponse response)
    {
        if (answer.CurrentLeader is not { LeaderId: >= 0 } leader)
        {
            return false;
        }

        var before = _cluster.Metadata.Partition(batch.Partition)?.LeaderId;
        _cluster.LearnLeader(batch.Partition, leader.LeaderId, leader.LeaderEpoch, ProduceHints.AddressOf(leader.LeaderId, response));
        return _cluster.Metadata.Partition(batch.Partition)?.LeaderId != before;
    }

    /// <summary>Sends the batch again later if that can help and there is time, else gives up on it.</summary>
    private void Failed(ProducerBatch batch, KafkaException error, bool hasNewLeader = false)
    {
        var queue = _byPartition[batch.Partition];
        var wasFirst = queue.Returned(batch);
        if (batch.IsOver)
        {
            return;
        }

        queue.LastError = error;
        var now = Clock.GetTimestamp();

        var isOutOfSequence = batch.HasSequence && MeansLostSequence(error.Code);
        if (isOutOfSequence)
        {
            // Behind a batch that failed, a gap is no wonder. In front of all others the broker does not know the sequence,
            // and it has to begin anew. Either way the batch is not stored.
            batch.MayBeStored = false;
            if (wasFirst && queue.Owns(batch))
            {
                LoseSequence(queue);
            }
        }

        if ((error.IsRetriable || isOutOfSequence) && batch.Attempts <= _settings.Retries && now - batch.CreatedAt < _deliveryTicks)
        {
            queue.SendAgain(batch);
            _results.CountRetry(batch);
            if (!hasNewLeader && ProduceHints.MeansOldMetadata(error.Code))
            {
                _refresh.Start();
            }

            queue.BlockedUntil = hasNewLeader ? 0 : now + Clock.TimestampsIn(_cluster.Backoff.After(batch.Attempts));
            return;
        }

        GiveUp(queue, batch, error);
    }

    private void GiveUp(PartitionQueue queue, ProducerBatch batch, KafkaException error)
    {
        if (queue.Owns(batch))
        {
            LoseSequence(queue);
        }

        _results.Complete(batch, -1, -1, error);
    }

    private void LoseSequence(PartitionQueue queue)
    {
        _identities.GiveUp(queue.Identity);
        queue.LoseSequence();
    }

    private static bool MeansLostSequence(ErrorCode code) => code is
        ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch;

    private void Finish(ProducerBatch batch, long baseOffset, long logAppendTime, KafkaException? error)
    {
        var queue = _byPartition[batch.Partition];
        queue.Returned(batch);
        queue.LastError = null;
        _results.Complete(batch, baseOffset, logAppendTime, error);
    }

    /// <summary>
    /// Time is up, which is not why: what went wrong last is named, and kept as the cause. A broker that refused for want of a working disk
    /// is known not to have the batch.
    /// </summary>
    private KafkaException NotInTime(ProducerBatch batch, KafkaException? last)
    {
        var what = $"Producing to {batch.Partition} failed: not delivered within delivery.timeout.ms, {_settings.DeliveryTimeout.TotalMilliseconds} ms.";
        return last is null
            ? new KafkaException(ErrorCode.RequestTimedOut, what)
            : new KafkaException(last.Code == ErrorCode.KafkaStorageError ? last.Code : ErrorCode.RequestTimedOut, $"{what} The last error: {last.Message}", last);
    }

    /// <summary>
    /// Gives up on what was not delivered in time. For a batch on its way that is no reason to give up its request, in which there are others:
    /// what the answer says of it comes too late.
    /// </summary>
    private void Expire(PartitionQueue queue, long now, ref long wakeAt)
    {
        while (queue.FindExpired(now - _deliveryTicks) is { } late)
        {
            GiveUp(queue, late, NotInTime(late, queue.LastError));
        }

        while (queue.TakeExpired(now - _deliveryTicks) is { } batch)
        {
            GiveUp(queue, batch, NotInTime(batch, queue.LastError));
        }

        if (queue.OldestCreatedAt is var oldest and < long.MaxValue)
        {
            wakeAt = Math.Min(wakeAt, oldest + _deliveryTicks);
        }
    }
}
