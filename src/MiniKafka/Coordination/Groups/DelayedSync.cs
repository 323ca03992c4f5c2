using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups;

/// <summary>A SyncGroup request that is answered when the leader has assigned. Answered once; later answers are dropped.</summary>
internal sealed class DelayedSync(SyncGroupRequest request, short apiVersion)
{
    private readonly TaskCompletionSource<SyncGroupResponse> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Complete(SyncGroupResponse response) => _completion.TrySetResult(response);

    public void Fail(ErrorCode error) => Complete(request.Refuse(apiVersion, error));

    /// <summary>The answer. When the client is gone nobody waits for it any more; what it asked for takes its course without it.</summary>
    public async Task<SyncGroupResponse> WaitAsync(CancellationToken clientGone)
    {
        await using var gone = clientGone.UnsafeRegister(static state => ((DelayedSync)state!).Fail(ErrorCode.NetworkException), this);
        return await _completion.Task;
    }
}
