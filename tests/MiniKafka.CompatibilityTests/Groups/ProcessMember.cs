using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Groups;

/// <summary>A member that is a program of its own and tells on its output what it owns and reads.</summary>
internal sealed partial class ProcessMember : GroupMember
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const int LinesToShow = 100;
    private readonly Process _process;
    private readonly bool _stopsBySignal;
    private readonly List<string> _errors = [];

    private ProcessMember(Process process, bool stopsBySignal)
    {
        _process = process;
        _stopsBySignal = stopsBySignal;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => HearError(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static ProcessMember StartScript(string program, string script, string[] arguments)
        => new(CommandLine.Start(program, [script, .. arguments]), stopsBySignal: false);

    public static ProcessMember StartKcat(string bootstrapServers, string topic, string group, IEnumerable<string> settings)
        => new(
            CommandLine.Start(
                ExternalClient.Kcat.Program,
                ["-b", bootstrapServers, "-u", "-f", "record %p %o\n", "-X", "auto.offset.reset=earliest", .. settings.SelectMany(setting => new[] { "-X", setting }), "-G", group, topic]),
            stopsBySignal: true);

    public override async Task StopAsync()
    {
        if (_stopsBySignal)
        {
            await CommandLine.RunAsync("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            _process.StandardInput.Close();
        }

        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The member has not ended {Patience} after it was asked to. It said last: {string.Join('\n', LastErrors(LinesToShow))}");
        }

        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The member ended with {_process.ExitCode}: {string.Join('\n', LastErrors(LinesToShow))}");
        }
    }

    public override async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>What it complained about last, for the message of a test that fails.</summary>
    public override string ToString() => string.Join(" | ", LastErrors(3));

    private string[] LastErrors(int count)
    {
        lock (_errors)
        {
            return [.. _errors.TakeLast(count)];
        }
    }

    private void Hear(string? line)
    {
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words is ["assigned", ..])
        {
            OwnsOnly(words.Skip(1).Select(word => int.Parse(word, CultureInfo.InvariantCulture)));
        }
        else if (words is ["record", var partition, var offset])
        {
            Read(int.Parse(partition, CultureInfo.InvariantCulture), long.Parse(offset, CultureInfo.InvariantCulture));
        }
    }

    private void HearError(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_errors)
        {
            _errors.Add(line);
        }

        if (_stopsBySignal)
        {
            HearKcat(line);
        }
    }

    /// <summary>kcat tells what it owns on its error output.</summary>
    private void HearKcat(string line)
    {
        // "assigned:" and "revoked:" of an eager group, "incremental assignment of 2 partition(s)" of a cooperative one.
        if (line.Contains("assigned:", StringComparison.Ordinal) || line.Contains("incremental assignment ", StringComparison.Ordinal))
        {
            Gained(Partitions(line));
        }
        else if (line.Contains("revoked:", StringComparison.Ordinal) || line.Contains("incremental revoke ", StringComparison.Ordinal))
        {
            Lost(Partitions(line));
        }

        static IEnumerable<int> Partitions(string line) => PartitionNumbers().Matches(line).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex PartitionNumbers();
}
