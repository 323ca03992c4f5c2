using System.Globalization;

namespace MiniKafka.LoadTest;

/// <summary>Prints one tab-separated line for each figure: scenario, subject, value, unit.</summary>
internal sealed class FigureWriter(string scenario, TextWriter output)
{
    public void Write(string subject, double value, string unit)
        => output.WriteLine(string.Join('\t', scenario, subject, value.ToString("G5", CultureInfo.InvariantCulture), unit));

    /// <summary>The median of each subject's runs, and the ratio of each subject to each of the peers, which come last.</summary>
    public void WriteMedians(string what, IReadOnlyList<(string Subject, List<double> Runs)> subjects, string unit, int peers = 1)
    {
        foreach (var (subject, runs) in subjects)
        {
            Write($"{subject} {what}", Median(runs), unit);
        }

        foreach (var (subject, runs) in subjects.Take(subjects.Count - peers))
        {
            foreach (var peer in subjects.Skip(subjects.Count - peers))
            {
                Write($"{subject} / {peer.Subject} {what}", Median(runs) / Median(peer.Runs), "ratio");
            }
        }
    }

    public static double Median(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
