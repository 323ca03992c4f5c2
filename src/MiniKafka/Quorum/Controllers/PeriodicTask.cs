using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Quorum.Controllers;

/// <summary>Something the active controller sees to at regular intervals, as long as its term lasts. Owned by the node's loop.</summary>
internal sealed class PeriodicTask : IMetadataFollower, IDisposable
{
    private readonly ActiveController _controller;
    private readonly EventLoop _loop;
    private readonly TimeSpan _interval;
    private readonly Func<ClusterController, ClusterImage, ControllerResult<int>> _work;
    private readonly ITimer _timer;

    public PeriodicTask(ActiveController controller, EventLoop loop, TimeSpan interval, Func<ClusterController, ClusterImage, ControllerResult<int>> work)
    {
        _controller = controller;
        _loop = loop;
        _interval = interval;
        _work = work;
        _timer = loop.Clock.CreateTimer(_ => Begin(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    public void OnTermChanged(ClusterImage? image) => _timer.Change(image is null ? Timeout.InfiniteTimeSpan : _interval, Timeout.InfiniteTimeSpan);

    private void Begin()
    {
        if (_controller.IsActive)
        {
            _loop.Start(DoAsync);
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task DoAsync()
    {
        try
        {
            await _controller.ExecuteAsync(_work);
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.NotController)
        {
            // The term ended meanwhile: the task is the next controller's.
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.KafkaStorageError)
        {
            // The metadata log has no room: the task is tried again after the next interval.
        }
    }
}
