using System.Reflection;

namespace MiniKafka.ArchitectureTests.Surface;

public sealed class AsynchronousMethodTests
{
    [Theory]
    [MemberData(nameof(Library.Names), MemberType = typeof(Library))]
    public void Every_asynchronous_method_can_be_given_up_and_says_how_long_in_one_way(string name) =>
        Assert.Empty(AsynchronousMethods.Offenders(Library.Named(name).Assembly));

    [Fact]
    public void What_breaks_the_rule_is_found()
    {
        var offenders = AsynchronousMethods.Offenders(Assembly.Load(Snippet.Compile("""
            namespace A;
            using System;
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;
            public interface ILog : IAsyncDisposable
            {
                Task FlushAsync();
                ValueTask<int> CountAsync(CancellationToken cancellationToken);
                IAsyncEnumerable<int> ReadAsync(CancellationToken token = default);
                Task<int> AppendAsync(int timeoutMs, CancellationToken cancellationToken = default);
                int Wait(TimeSpan timeout);
                Task SeekAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);
                void Close();
            }
            """)));

        Assert.Equal(["ILog.FlushAsync", "ILog.CountAsync", "ILog.ReadAsync", "ILog.AppendAsync", "ILog.Wait"], offenders.Select(line => line.Split(':')[0]));
    }
}
