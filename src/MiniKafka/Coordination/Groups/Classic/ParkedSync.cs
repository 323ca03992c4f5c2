using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>A SyncGroup request that is answered when the leader has assigned. Answered once; later answers are dropped.</summary>
internal sealed class ParkedSync
{
    private readonly TaskCompletionSource<SyncGroupResponse> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<SyncGroupResponse> Response => _completion.Task;

    public void Complete(SyncGroupResponse response) => _completion.TrySetResult(response);

    public void Fail(ErrorCode error) => Complete(new SyncGroupResponse { ErrorCode = error });
}
