using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Coordination;

/// <summary>The producer in whose transaction records are written.</summary>
internal readonly record struct TransactionalProducer(long Id, short Epoch);

/// <summary>What shards do whose logs hold records of producers' transactions.</summary>
internal static class TransactionalWrites
{
    extension<TState>(CoordinatorRuntime<TState> runtime)
        where TState : class, ITransactionalState
    {
        /// <summary>Runs an operation whose records stand in a producer's transaction, until that ends.</summary>
        public Task<TResponse> WriteInTransactionAsync<TResponse>(
            int partition, TransactionalProducer producer, Func<TState, Result<TResponse>> operation, Func<ErrorCode, TResponse> failed) =>
            runtime.WriteAsync(
                partition,
                operation,
                failed,
                result => CoordinatorBatches.Encode<TState>(
                    result, runtime.NowMs, producer, (state, offset, record) => state.ReplayInTransaction(offset, producer.Id, record)));

        /// <summary>Ends a producer's transaction in the partition with a marker.</summary>
        public Task<ErrorCode> EndTransactionAsync(int partition, TransactionalProducer producer, int coordinatorEpoch, bool commit) =>
            runtime.WriteAsync(
                partition,
                static _ => Result.Of(ErrorCode.None),
                static error => error,
                _ =>
                [
                    new ShardBatch<TState>(
                        ControlRecords.EndTransaction(commit, producer.Id, producer.Epoch, coordinatorEpoch, runtime.NowMs),
                        1,
                        (state, offset) => state.ReplayEndTransaction(offset, producer.Id, commit)),
                ]);
    }
}
